Option Explicit
' The add-in's own workbook module: after every save in Excel, XlToolsCall.Saved, which looks whether that is wanted. ASCII only.
' WorkbookAfterSave is there from Excel 2010 on.

Private WithEvents watched As Application

Private Sub Workbook_Open()
    Set watched = Application
End Sub

Private Sub watched_WorkbookAfterSave(ByVal Wb As Workbook, ByVal Success As Boolean)
    If Success And Wb Is ActiveWorkbook Then XlToolsCall.Saved
End Sub
